"""Files and folders. Knows disks, locks and formats of files; never Qt or the network."""
