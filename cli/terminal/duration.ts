export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Such as `45 min`, `46 min 19 s` or `1 h 51 min`: whole seconds, or whole minutes from ten hours on. */
export function formatDuration(ms: number): string {
  const step = ms < 10 * HOUR ? SECOND : MINUTE;
  const whole = Math.round(Math.max(0, ms) / step) * step;
  const parts = [
    [Math.floor(whole / HOUR), 'h'],
    [Math.floor(whole % HOUR / MINUTE), 'min'],
    [Math.floor(whole % MINUTE / SECOND), 's'],
  ] as const;
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(' ') || '0 s';
}

/** Time of day on the virtual clock, such as `09:03:48`. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** Such as `+1 d 09:03:48`: the days since another moment, and the time of day. */
export function moment(at: number, since: number): string {
  return daysLater(at, since) + timeOfDay(at);
}

/** The same without seconds. */
export function tickLabel(at: number, since: number): string {
  return daysLater(at, since) + timeOfDay(at).slice(0, 5);
}

function daysLater(at: number, since: number): string {
  const days = Math.floor(at / DAY) - Math.floor(since / DAY);
  return days > 0 ? `+${days} d ` : '';
}
