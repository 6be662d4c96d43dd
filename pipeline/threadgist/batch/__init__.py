"""Many threads: a folder, a manifest or a dump goes in, a folder of digests comes out, whatever interrupts it."""

from threadgist.batch.jobs import Job, Options
from threadgist.batch.journal import ThreadRecord
from threadgist.batch.run import BatchResult, run_batch
