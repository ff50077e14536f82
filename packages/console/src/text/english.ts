import { approvals } from './english/approvals.ts';
import { ask } from './english/ask.ts';
import { budgets } from './english/budgets.ts';
import { calls } from './english/calls.ts';
import { connect } from './english/connect.ts';
import { costs } from './english/costs.ts';
import { deciding } from './english/deciding.ts';
import { erasing } from './english/erasing.ts';
import { frame } from './english/frame.ts';
import { home } from './english/home.ts';
import { how } from './english/how.ts';
import { imports } from './english/imports.ts';
import { lacks } from './english/lacks.ts';
import { keys } from './english/keys.ts';
import { ledger } from './english/ledger.ts';
import { markdown } from './english/markdown.ts';
import { models } from './english/models.ts';
import { period } from './english/period.ts';
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
  budgets,
  calls,
  connect,
  costs,
  deciding,
  ledger,
  erasing,
  period,
  proof,
  keys,
  imports,
  lacks,
  models,
  rules,
  settings,
  where,
};
