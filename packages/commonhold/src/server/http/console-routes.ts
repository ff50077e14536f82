import { Hono } from 'hono';
import { CommonholdError, type Randomness } from '#base';
import type { ApiEnvironment } from '../api/index.ts';
import { type ConsoleAssets, fileReply, pageReply } from './console-assets.ts';

/** Addresses that are never a page of the console, whatever a browser says it accepts. */
const notPages = /^\/(api|v1|ollama|healthz|log)(\/|$)/;

/** The console's files, and its page for every address that a person may open or reload. Needs no sign-in. */
export function consoleRoutes(assets: ConsoleAssets, randomness: Randomness): Hono<ApiEnvironment> {
  return new Hono<ApiEnvironment>().get('*', async (request, next) => {
    const { path } = request.req;
    const file = fileReply(assets, path, request.req.raw.headers);
    if (file) return file;
    const opensPage = (request.req.header('accept') ?? '').includes('text/html') && !notPages.test(path);
    if (path !== '/' && !opensPage) return next();
    if (assets.page === undefined) throw new CommonholdError('console_not_built');
    return pageReply(assets.page, randomness);
  });
}
