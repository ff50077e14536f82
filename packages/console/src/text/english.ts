import { approvals } from './english/approvals.ts';
import { ask } from './english/ask.ts';
import { calls } from './english/calls.ts';
import { costs } from './english/costs.ts';
import { deciding } from './english/deciding.ts';
import { erasing } from './english/erasing.ts';
import { frame } from './english/frame.ts';
import { home } from './english/home.ts';
import { how } from './english/how.ts';
import { imports } from './english/imports.ts';
import { keys } from './english/keys.ts';
import { ledger } from './english/ledger.ts';
import { markdown } from './english/markdown.ts';
import { models } from './english/models.ts';
import { proof } from './english/proof.ts';
import { rules } from './english/rules.ts';
import { settings } from './english/settings.ts';
import { where } from './english/where.ts';

/** All words in English, one file for each part of the console. */
export const english = {
  ...frame,
  approvals,
  ask,
  markdown,
  how,
  home,
  calls,
  costs,
  deciding,
  ledger,
  erasing,
  proof,
  keys,
  imports,
  models,
  rules,
  settings,
  where,
};
