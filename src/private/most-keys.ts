/** A stack has 500 resources, and each key costs money: a generation such as 2026 is a mistake. */
export const MOST_KEYS = 50;
