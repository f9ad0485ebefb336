from throughline.calendars.models.calendar import Calendar, CalendarDay, LocalDay

__all__ = ["Calendar", "CalendarDay", "LocalDay"]
