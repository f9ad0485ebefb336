from throughline.jobs.models.daily import DailyRun
from throughline.jobs.models.job import Job, JobState

__all__ = ["DailyRun", "Job", "JobState"]
