/** Pixels. */
export const SIZES = {
  width: 1200,
  height: 760,
  left: 210,
  matrixTop: 92,
  row: 30,
  chartTop: 330,
  chartHeight: 330,
  text: 13,
  small: 12,
} as const;

export const FONT = "'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif";

export const COLORS = {
  page: '#ffffff', panel: '#f5f7fa', grid: '#dde3ea', ink: '#1f2933', quiet: '#52606d',
} as const;

/** In the order of the contenders. Distinct also for people who cannot distinguish red from green. */
export const SERIES = ['#1864ab', '#868e96', '#e07b00', '#a61e4d', '#0b7285'] as const;

export const OUTCOMES = {
  complete: { fill: '#d3f0da', ink: '#1b5e20', text: 'complete' },
  early: { fill: '#fff0c2', ink: '#7a4b00', text: 'too early' },
  failed: { fill: '#fbd5d5', ink: '#8a1c1c', text: 'failed' },
} as const;
