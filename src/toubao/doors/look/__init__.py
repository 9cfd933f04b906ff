"""What every page shares: layouts, macros, styles, words and brand. No page of its own but the style page."""
