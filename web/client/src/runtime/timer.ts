/** The longest that a timer of JavaScript can wait, in milliseconds. */
export const TIMER_MAX = 2 ** 31 - 1;
