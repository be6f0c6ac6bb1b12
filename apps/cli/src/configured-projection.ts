import { type ProjectionSettings, projectionSettings } from '@payspool/projection';
import { type Env, projectionFields, readConfig } from '@payspool/runtime';
import { z } from 'zod';

const ProjectionConfig = z.object(projectionFields);

/**
 * The settings with which the worker folds in this environment. A command that folds with other settings would write different rows.
 *
 * @throws {ConfigError} with every problem
 */
export const configuredProjection = (env: Env): ProjectionSettings =>
  projectionSettings(readConfig(ProjectionConfig, env));
