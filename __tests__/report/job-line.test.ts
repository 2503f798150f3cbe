import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { jobLine, keepForLaterSteps } from '../../src/report/job-line.js';
import { stories } from './stories/index.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'job-'));
  file = path.join(folder, 'env');
});
afterEach(() => rmSync(folder, { recursive: true }));

const story = (name: string) => {
  const found = Object.entries(stories).find(([key]) => key === name)?.[1];
  if (!found) throw new Error(`There is no story ${name}.`);
  return found;
};

/** The environment that the runner gives to the next step. */
const next = () => {
  const [name = '', value] = (readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '').split(/=(.*)/s);
  return { GITHUB_ENV: file, [name]: value };
};

test('the first step of a job says nothing about others, later ones name all so far', () => {
  const first = story('deploy-switch');
  expect(jobLine(first, { GITHUB_ENV: file })).toBe('');
  keepForLaterSteps(first, { GITHUB_ENV: file });
  const line = jobLine(story('failure-before-upload'), next());
  expect(line).toMatch(/^\*\*This job so far:\*\* ✅ `my-api` version 7 is live → ❌ `my-api` /);
  keepForLaterSteps(story('failure-before-upload'), next());
  expect(jobLine(story('rollback'), next()).split(' → ')).toHaveLength(3);
});

test('what others wrote there is escaped, or nothing', () => {
  for (const odd of ['', '{', '{}', '[1,{"name":2}]']) {
    expect(jobLine(story('rollback'), { VERSIONED_DEPLOY_STEPS: odd })).toBe('');
  }
  const evil = JSON.stringify([{ mark: '<b>', name: '`x` @octocat', sentence: '<script>\n# @team/all' }]);
  expect(jobLine(story('rollback'), { VERSIONED_DEPLOY_STEPS: evil })).not.toMatch(
    /<script|<b>|[^`]@octocat`?[^`]*@team|\n/,
  );
});

test('the line stays a line however many steps a job has', () => {
  for (let at = 0; at < 30; at++) keepForLaterSteps(story('deploy-switch'), at === 0 ? { GITHUB_ENV: file } : next());
  expect(jobLine(story('deploy-switch'), next()).split(' → ')).toHaveLength(11);
});
