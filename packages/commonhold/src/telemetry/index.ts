export { CallWatch } from './call-watch.ts';
export { Metrics } from './metrics.ts';
export { telemetryOptions } from './options.ts';
export { spansOf } from './spans.ts';
export { TraceExporter } from './trace-exporter.ts';
