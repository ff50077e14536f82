/**
 * Labels are classes of data. They are declared here: by the key that is used, and by the client in the header
 * `x-commonhold-labels`. Nothing is detected yet, and nothing claims to be.
 */
export const builtInLabels = ['personal', 'special', 'secret', 'confidential', 'code'] as const;
