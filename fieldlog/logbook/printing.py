"""Text as a PDF, where the extra `reports` is installed: A4, wrapped, page numbers. The text is data, never markup."""

from pathlib import Path
from typing import Final

from fieldlog.home import not_in_a_log, write_private
from fieldlog.language import _, language
from fieldlog.models.refusal import RuleBroken

FORMATS: Final = ("text", "pdf")
_PAGE: Final = b"""
#set page(paper: "a4", margin: 2.2cm, numbering: "1 / 1")
#set text(size: 11pt, lang: sys.inputs.lang)
#set par(leading: 0.7em)
#for (number, row) in sys.inputs.text.split("\n").enumerate() [
  #if number == 0 [#text(size: 15pt, weight: "bold", row)] else if row == "" [#v(0.3em)] else [#row]
  #linebreak()
]
"""


def as_pdf(text: str) -> bytes:
    """RuleBroken where the extra is not installed."""
    try:
        import typst
    except ImportError:
        raise RuleBroken(_("PDF kräver tillägget: pip install 'fieldlog[reports]'. Som text går alltid.")) from None
    made: bytes = typst.compile(_PAGE, sys_inputs={"text": text, "lang": language()})
    return made


def rendered(text: str, format_: str) -> bytes:
    if format_ not in FORMATS:
        raise RuleBroken(_("Formatet är text eller pdf."))
    return as_pdf(text) if format_ == "pdf" else text.encode()


def write_file(path: Path, data: bytes) -> None:
    """A file that is there whole or not at all, for its owner only (0600). CannotSave if it can't be written."""
    not_in_a_log(path)
    write_private(path, data)
