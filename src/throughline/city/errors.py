"""What can be wrong with the files of the city."""


class CityDataError(ValueError):
    """An entry of a file does not hold together.

    Attributes: `code` (stable, for the fronts), `file` (relative to the package), `entry` (its key there),
    `problem` (English).
    """

    code = "city_data"

    def __init__(self, file: str, entry: object, problem: str) -> None:
        super().__init__(f"{file}, {entry}: {problem}")
        self.file = file
        self.entry = str(entry)
        self.problem = problem
