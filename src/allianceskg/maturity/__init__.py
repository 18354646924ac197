"""The self-assessment of maturity: its questions, what partners answer, what their answers have in common and apart."""
