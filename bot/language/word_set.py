"""Sets of words written as one line of text, which reads better than a list of quoted words."""


def word_set(words: str) -> frozenset[str]:
    """The words of ``words``, parted by blanks."""
    return frozenset(words.split())
