export { type DemoOptions, type DemoReport, fillDemo } from './fill-demo.ts';
