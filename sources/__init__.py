"""How each shape of landed file becomes a typed frame."""
