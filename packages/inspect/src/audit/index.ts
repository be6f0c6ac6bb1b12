export { AUDIT_LIST, type AuditRow, listAudit } from './list-audit.ts';
