#!/usr/bin/env node
import process from 'node:process';
import { openProcessIo } from './io.ts';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), openProcessIo());
// A command that has answered ends, although somebody may hold the other end of its input open.
process.stdin.destroy();
