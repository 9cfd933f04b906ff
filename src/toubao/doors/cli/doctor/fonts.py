"""What the doctor says of the fonts of policies: whether each character of a name that is taken can be printed."""

from toubao.config.environment import read_environment
from toubao.config.trouble import Trouble


def fonts() -> str:
    """Which characters policies print. Raises Trouble in production while the font of rare characters isn't there."""
    from toubao.business.policies.paper.glyphs import covered, rare_folder

    if rare_folder() is not None:
        return f"policies print {len(covered()):,} characters, the rare ones of names among them (CJK Extension B to F)"
    told = "rare characters of names are printed as code points: apt-get install fonts-hanazono, or sh deploy/fonts.sh"
    if read_environment().profile == "production":
        raise Trouble(told)
    return told
