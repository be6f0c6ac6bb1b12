import { type ProjectionSettings, projectionSettings } from '@payspool/projection';
import { type Env, projectionFields, readConfig } from '@payspool/runtime';
import { z } from 'zod';

const ProjectionConfig = z.object(projectionFields);

/**
 * What the worker folds with in this environment: a command that folds by other settings would write other rows.
 *
 * @throws {ConfigError} with every problem
 */
export const configuredProjection = (env: Env): ProjectionSettings =>
  projectionSettings(readConfig(ProjectionConfig, env));
