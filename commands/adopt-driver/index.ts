import { Command } from "commander"; export const adoptDriverCommand = (): Command => new Command();
