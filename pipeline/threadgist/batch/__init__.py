"""Many threads: a folder, a manifest or a dump goes in, a folder of digests comes out, whatever interrupts it."""

from threadgist.batch.run import run_batch
