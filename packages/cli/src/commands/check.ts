import { writeFile } from "node:fs/promises";
import type { Answer } from "@tributary/bank-kit";
import { canonicalJson } from "@tributary/domain";
import { answersDocument, answersExitCode, answersText } from "../answer-summary.ts";
import { addFormatOptions, type FormatOptions, loadFormat, readAnswerPath, writeAnswers } from "../bank-formats.ts";
import { tellProgress } from "../ingest-summary.ts";
import { interruptedSignal } from "../interrupt.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";

interface CheckOptions extends CommonOptions, FormatOptions {
  readonly submitter: string;
  readonly answer?: readonly string[];
  readonly xsd?: string;
}

/** `check`: what is wrong with a submission, before it is sent. */
export function addCheckCommand({ program, setExitCode }: Register): void {
  const command = addCommand(program, {
    usage: "check <files...>",
    description: "Say everything that is wrong with submissions, and change nothing.",
    example: "tributary check fixtures/bank/gh-5.0.1-str.xml --profile goaml-gh --answer answer.html",
  });
  addFormatOptions(command)
    .option("--submitter <name>", "who would submit the files", "sender")
    .option("--xsd <file>", "the schema of your FIU as a second opinion (goAML)")
    .option("--answer <files...>", "write the answer as .json, .csv or .html too", readAnswerPath)
    .action(async (paths: string[], options: CheckOptions) => {
      const talk = talkOf(options);
      const { answerCheck, checkSubmissions } = await import("@tributary/bank-kit");
      const { askSchema } = await import("../ask-schema.ts");
      const format = await loadFormat(options);
      const { submitter } = options;
      const onProgress = (progress: Parameters<typeof tellProgress>[1]): void => tellProgress(talk, progress);
      const checks = await checkSubmissions({ paths, submitter, onProgress, signal: interruptedSignal() }, format);
      const { xsd } = options;
      const answers: Answer[] = [];
      for (const [index, check] of checks.entries()) {
        const answer = answerCheck(check, { submitter, profile: format.profile });
        const path = paths[index] ?? "";
        answers.push(xsd === undefined ? answer : { ...answer, schema: await askSchema(path, xsd) });
      }
      await writeAnswerFiles(answers, options.answer ?? []);
      talk.result(answersDocument(answers), answersText(answers, talk.width));
      setExitCode(answersExitCode(answers));
    });
}

/** Each file is written anew, for its owner alone: an answer quotes the submission. */
export async function writeAnswerFiles(answers: readonly Answer[], paths: readonly string[]): Promise<void> {
  const documentText = canonicalJson(answersDocument(answers));
  for (const path of paths) await writeFile(path, await writeAnswers(answers, path, documentText), { mode: 0o600 });
}
