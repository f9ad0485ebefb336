from throughline.vocabulary.models.word import Word

__all__ = ["Word"]
