ALTER TABLE `conversations` ADD `temperature` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `grade` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `total` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `outcome_grade` text;--> statement-breakpoint
CREATE INDEX `conversations_ended` ON `conversations` (`cliente_id`,`outcome_grade`,`outcome`) WHERE "conversations"."outcome" is not null;