/** What Prometheus takes as a file of rules, as far as alerts go (prometheus.io, "Alerting rules"). */
const duration = { type: 'string', pattern: '^([0-9]+(ms|[smhdwy]))+$' };
const texts = { type: 'object', additionalProperties: { type: 'string' } };

export const rulesSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['groups'],
  properties: {
    groups: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'rules'],
        properties: {
          name: { type: 'string', minLength: 1 },
          interval: duration,
          limit: { type: 'integer' },
          labels: texts,
          rules: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['alert', 'expr', 'labels', 'annotations'],
              properties: {
                alert: { type: 'string', pattern: '^Countersign[A-Z][A-Za-z]+$' },
                expr: { type: 'string', minLength: 1 },
                for: duration,
                keep_firing_for: duration,
                labels: {
                  ...texts,
                  required: ['severity'],
                  properties: { severity: { enum: ['warning', 'critical'] } },
                },
                annotations: { ...texts, required: ['summary'] },
              },
            },
          },
        },
      },
    },
  },
} as const;
