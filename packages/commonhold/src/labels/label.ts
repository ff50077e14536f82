/**
 * Labels are classes of data. They are declared, by the key that is used and by the client in the header
 * `x-commonhold-labels`, and found in what would leave. `special` is never found but by the owner's own dictionary.
 */
export const builtInLabels = ['personal', 'special', 'secret', 'confidential', 'code'] as const;
