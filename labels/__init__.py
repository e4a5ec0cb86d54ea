"""Labels: data in, bytes out. Nothing here knows the service, a database or the network.

``payload`` what a label carries · ``qr`` the symbols · ``fonts`` and ``typeset`` text in boxes ·
``layouts`` what stands where, as data · ``label`` one label as ``marks`` · ``draw`` pictures ·
``pdf`` and ``sheet`` documents that stream · ``zpl`` thermal printers · ``errors`` what is refused.
"""
