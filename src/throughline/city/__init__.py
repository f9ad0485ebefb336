"""The demonstration city: an invented place told in plain files, in each language of the product."""
