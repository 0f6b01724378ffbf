"""What is kept of one caller, given out or taken away at their wish (UU 27/2022), and talks that have grown old.

PLN's own records of customers and applications (CRM, AP2T) are another system's, simulated here, and stay.
"""
