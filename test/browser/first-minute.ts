import type { Page } from 'playwright-core';

/** What a newcomer sees at each step; the guide shows a picture of each. */
export type FirstMinuteStep = 'home' | 'answer' | 'record' | 'proof';

/**
 * The way from the printed link to an answered question and its record, as docs/guide/first-minute.md tells it: one
 * link, one question typed, one click. The guide's test walks it, and so does the program that takes its pictures.
 */
export async function walkFirstMinute(
  page: Page,
  link: string,
  question: string,
  seen: (step: FirstMinuteStep) => Promise<void>,
): Promise<void> {
  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: 'This node has not been asked anything yet' }).waitFor();
  await seen('home');
  await page.getByRole('link', { name: 'Ask something' }).click();
  await page.getByLabel('Your question').fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText(/covered by the signed head of \d+ entries/).waitFor();
  await seen('answer');
  await page.getByRole('link', { name: 'its record' }).click();
  await page.getByRole('heading', { level: 1, name: /^A call of/ }).waitFor();
  await page.getByText(/It is on record as entries/).waitFor();
  await seen('record');
  await page
    .getByRole('heading', { level: 2, name: 'In the log', exact: true })
    .evaluate((heading) => heading.scrollIntoView());
  await seen('proof');
}
