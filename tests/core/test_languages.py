"""A fence's word by a file's name."""

from vibekoder.core.languages import language_of


def test_languages_are_known_by_name():
    assert language_of("src/App.TSX") == "tsx"
    assert language_of("deep/Makefile") == "makefile"
    assert language_of("LICENSE") == ""
