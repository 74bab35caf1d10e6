"""The demo paper's illustrator: two-plate prints, cut and hatched.

`python -m newsroom.demo.drawing OUT` draws every picture of the demo newsroom.
Only this script needs numpy; the portal itself never imports it.
"""
