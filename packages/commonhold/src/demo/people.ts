import type { Principal } from '#call';
import type { ThemeName } from './themes.ts';

/** Somebody, or something, that calls. All names are invented. */
export interface DemoCaller {
  readonly name: string;
  readonly kind: Principal['kind'];
  readonly project: string;
  readonly labels: readonly string[];
  /** How much of all calls is theirs. */
  readonly weight: number;
  readonly theme: ThemeName;
  /** What they ask for, a route or a model. */
  readonly asks: readonly { readonly name: string; readonly weight: number }[];
  readonly hours: HoursName;
  /** How often a call begins a run of several, and how long such runs are. */
  readonly runs: { readonly chance: number; readonly most: number };
}

/** Shares of the hours of a weekday (UTC), and how much of it is left at weekends. */
export const demoHours = {
  school: {
    perHour: [0, 0, 0, 0, 0, 0, 1, 6, 9, 10, 9, 6, 8, 8, 5, 4, 4, 3, 3, 2, 1, 0, 0, 0],
    weekend: 0.12,
  },
  office: {
    perHour: [0, 0, 0, 0, 0, 0, 0, 2, 7, 9, 9, 7, 4, 8, 9, 8, 5, 2, 1, 1, 0, 0, 0, 0],
    weekend: 0.04,
  },
  always: { perHour: [3, 3, 3, 3, 3, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5, 5, 4, 4, 4, 3, 3], weekend: 0.7 },
} as const satisfies Readonly<Record<string, Hours>>;
export type HoursName = keyof typeof demoHours;

export interface Hours {
  readonly perHour: readonly number[];
  readonly weekend: number;
}

const pupil = (name: string, weight: number): DemoCaller => ({
  name,
  kind: 'person',
  project: 'year-9',
  labels: ['personal'],
  weight,
  theme: 'homework',
  asks: [
    { name: 'homework', weight: 9 },
    { name: 'demo-open-3b', weight: 1 },
  ],
  hours: 'school',
  runs: { chance: 0.4, most: 5 },
});

const teacher = (name: string, weight: number): DemoCaller => ({
  name,
  kind: 'person',
  project: 'staff',
  labels: [],
  weight,
  theme: 'lessons',
  asks: [
    { name: 'lessons', weight: 7 },
    { name: 'demo-open-32b', weight: 2 },
    { name: 'vendor-a-large', weight: 1 },
  ],
  hours: 'school',
  runs: { chance: 0.5, most: 6 },
});

export const demoCallers: readonly DemoCaller[] = [
  pupil('Juniper Quill', 5),
  pupil('Otis Marrowby', 4),
  pupil('Pim Lanternfish', 4),
  pupil('Saffron Teapot', 3),
  pupil('Wilbur Fogg-Harbour', 3),
  pupil('Clementine Moss', 2),
  pupil('Barnaby Inkwell', 2),
  teacher('Ms Odette Chalkdust', 4),
  teacher('Mr Percival Globe', 3),
  teacher('Dr Minerva Beaker', 3),
  {
    name: 'Birchwater homework app',
    kind: 'app',
    project: 'year-9',
    labels: ['personal'],
    weight: 16,
    theme: 'homework',
    asks: [{ name: 'homework', weight: 1 }],
    hours: 'school',
    runs: { chance: 0.3, most: 4 },
  },
  {
    name: 'Exam desk',
    kind: 'app',
    project: 'exams',
    labels: ['exam', 'confidential'],
    weight: 2,
    theme: 'lessons',
    asks: [{ name: 'demo-open-32b', weight: 1 }],
    hours: 'school',
    runs: { chance: 0, most: 1 },
  },
  {
    name: 'Tern & Thistle mail desk',
    kind: 'app',
    project: 'support',
    labels: ['personal'],
    weight: 18,
    theme: 'support',
    asks: [{ name: 'support', weight: 1 }],
    hours: 'office',
    runs: { chance: 0.1, most: 3 },
  },
  {
    name: 'Tern & Thistle review agent',
    kind: 'agent',
    project: 'workshop',
    labels: ['code'],
    weight: 20,
    theme: 'review',
    asks: [
      { name: 'review', weight: 8 },
      { name: 'vendor-b-code', weight: 2 },
    ],
    hours: 'always',
    runs: { chance: 0.9, most: 12 },
  },
  {
    name: 'Night shift agent',
    kind: 'agent',
    project: 'workshop',
    labels: ['code'],
    weight: 7,
    theme: 'review',
    asks: [
      { name: 'demo-open-32b', weight: 3 },
      { name: 'review', weight: 1 },
    ],
    hours: 'always',
    runs: { chance: 0.8, most: 8 },
  },
  {
    name: 'Fennimore Thistle',
    kind: 'person',
    project: 'support',
    labels: [],
    weight: 2,
    theme: 'support',
    asks: [{ name: 'vendor-a-large', weight: 1 }],
    hours: 'office',
    runs: { chance: 0.5, most: 5 },
  },
  {
    name: 'Isolde Tern',
    kind: 'person',
    project: 'workshop',
    labels: ['code'],
    weight: 2,
    theme: 'review',
    asks: [
      { name: 'review', weight: 1 },
      { name: 'demo-open-32b', weight: 1 },
    ],
    hours: 'office',
    runs: { chance: 0.6, most: 7 },
  },
  {
    name: 'Old newsletter script',
    kind: 'app',
    project: 'support',
    labels: [],
    weight: 1,
    theme: 'support',
    asks: [{ name: 'support', weight: 1 }],
    hours: 'office',
    runs: { chance: 0, most: 1 },
  },
];

/** Whose key is revoked in the middle of the time, as happens to scripts that nobody looks after. */
export const leavingCaller = 'Old newsletter script';
