using RewardServer.TestKit;
using RewardServer.Training.Evaluation.Files;

namespace RewardServer.Training.Tests.Evaluation.Files;

/// <summary>Files as they are published.</summary>
public sealed class FormatTests
{
    [Fact]
    public void ProcessBench_labels_everything_up_to_the_first_error()
    {
        using var file = new DataFile(
            """
            [{"id": "gsm8k-0", "generator": "Qwen2-7B-Instruct", "problem": "p", "steps": ["a", "b", "c"], "final_answer_correct": false, "label": 1},
             {"id": "gsm8k-1", "generator": "Qwen2-7B-Instruct", "problem": "q", "steps": ["a"], "final_answer_correct": true, "label": -1}]
            """);

        var trajectories = ProcessBenchFile.Read(JsonRecords.Read(file.Path), "gsm8k");

        Assert.Equal([true, false, null], trajectories[0].Labels);
        Assert.Equal([1, -1], trajectories.Select(t => t.FirstError));
        Assert.Equal(["gsm8k", "gsm8k"], trajectories.Select(t => t.Family));
    }

    [Fact]
    public void Big_bench_mistakes_are_read_alike()
    {
        using var file = new DataFile("""
            {"input": "p", "steps": ["a", "b"], "target": "1", "answer": "2", "mistake_index": 0}
            {"input": "q", "steps": ["a", "b"], "target": "1", "answer": "1", "mistake_index": null}
            """);

        Assert.Equal([0, -1], ProcessBenchFile.Read(JsonRecords.Read(file.Path), file.Path).Select(t => t.FirstError));
    }

    [Theory]
    [InlineData("""{"problem": "p", "steps": ["a"], "label": 1}""", "'label' is 1, and there are 1 steps")]
    [InlineData("""{"problem": "p", "steps": ["a"], "label": -2}""", "'label' is -2, and there are 1 steps")]
    [InlineData("""{"problem": "p", "steps": [], "label": -1}""", "'label' is -1, and there are 0 steps")]
    [InlineData("""{"problem": "p", "steps": ["a"]}""", "'label' is missing")]
    [InlineData("""{"steps": ["a"], "label": -1}""", "'problem' is missing")]
    public void ProcessBench_record_that_makes_no_sense_is_named(string line, string expected) =>
        AssertError("""{"problem": "p", "steps": ["a"], "label": 0}""" + "\n" + line, 2, expected, file => ProcessBenchFile.Read(JsonRecords.Read(file), file));

    [Fact]
    public void PrmBench_has_a_correct_twin_of_each_redundant_solution_and_the_first_of_duplicates()
    {
        using var file = new DataFile(
            Line("redundency", "0", "[2]") + Line("circular", "0", "[1, 3]") + Line("circular", "0", "[1]") + Line("multi_solutions", "1", "[]"));

        var items = PrmBenchFile.Read(JsonRecords.Read(file.Path));

        Assert.Equal(["correct/0/", "redundency/0/1", "circular/0/0 2", "multi_solutions/1/"], items.Select(i => $"{i.Class}/{i.Id}/{string.Join(' ', i.WrongSteps)}"));
        Assert.Equal(("original", 2), (items[0].Problem, items[0].Steps.Count));
        Assert.Equal(("modified", 3), (items[1].Problem, items[1].Steps.Count));
    }

    [Theory]
    [InlineData("[4]")]
    [InlineData("[0]")]
    public void PrmBench_error_outside_the_solution_is_named(string errors) =>
        AssertError(Line("confidence", "0", errors), 1, "'error_steps' names a step that is not there; there are steps 1 to 3", file => PrmBenchFile.Read(JsonRecords.Read(file)));

    [Fact]
    public void RewardMath_solutions_are_put_together_by_problem()
    {
        using var file = new DataFile($"[{Row(0, "chosen")}, {Row(1, "rejected")}, {Row(0, "rejected")}, {Row(1, "chosen")}]");

        var sets = RewardMathFile.Read(JsonRecords.Read(file.Path));

        Assert.Equal(["p0", "p1"], sets.Select(s => s.Problem));
        Assert.Equal([[true, false], [false, true]], sets.Select(s => s.Candidates.Select(c => c.IsCorrect)));
        Assert.Equal(sets.Select(s => s.Candidates.Count), CandidateFile.Read(JsonRecords.Read(file.Path)).Select(s => s.Candidates.Count)); // for best of N, too
    }

    [Fact]
    public void RewardMath_problem_without_both_kinds_is_named()
    {
        AssertError(Row(0, "chosen"), 1, "problem 0 needs a chosen and a rejected solution, and has only one of both kinds", file => RewardMathFile.Read(JsonRecords.Read(file)));
        AssertError(Row(0, "selected"), 1, "'solution_type' is 'selected', and must be chosen or rejected", file => RewardMathFile.Read(JsonRecords.Read(file)));
    }

    [Fact]
    public void Completions_are_judged_by_their_answers()
    {
        using var file = new DataFile("""
            {"problem": "p", "answer": "\\frac{1}{2}", "completions": ["so\n\n$\\boxed{0.5}$", "so\n\n$\\boxed{2}$", ""], "scores": [[0.1]]}
            """);

        var set = Assert.Single(CandidateFile.Read(JsonRecords.Read(file.Path)));

        Assert.Equal([true, false, false], set.Candidates.Select(c => c.IsCorrect));
        Assert.Equal(["0.5", "2", null], set.Candidates.Select(c => c.Answer));
        Assert.Equal("so\n\n$\\boxed{0.5}$", set.Candidates[0].Response);
    }

    [Fact]
    public void Candidates_have_steps_or_a_response()
    {
        using var file = new DataFile("""
            {"problem": "p", "candidates": [{"steps": ["a", "b"], "correct": true, "answer": 7}, {"response": "a\n\nb", "correct": false}]}
            """);

        var set = Assert.Single(CandidateFile.Read(JsonRecords.Read(file.Path)));

        Assert.Equal([true, false], set.Candidates.Select(c => c.IsCorrect));
        Assert.Equal(("7", 2, null), (set.Candidates[0].Answer, set.Candidates[0].Steps.Count, set.Candidates[0].Response));
        Assert.Equal("a\n\nb", set.Candidates[1].Response);
    }

    [Theory]
    [InlineData("""{"problem": "p", "solutions": []}""", "no format of candidates is known with these fields: problem, solutions")]
    [InlineData("""{"problem": "p", "candidates": []}""", "the problem has no solution")]
    [InlineData("""{"question": "p", "answer": "1"}""", "the problem has no solution")]
    public void Candidates_of_no_known_format_are_named(string line, string expected) => AssertError(line, 1, expected, file => CandidateFile.Read(JsonRecords.Read(file)));

    [Fact]
    public void Candidate_that_lacks_a_field_is_named_by_its_place() => AssertError(
        """{"problem": "p", "candidates": [{"steps": ["a"], "correct": true}, {"steps": ["a"]}]}""", 1, "'correct' is missing", file => CandidateFile.Read(JsonRecords.Read(file)), ", candidates[1]");

    [Fact]
    public void Gsm8k_solutions_are_read()
    {
        Assert.SkipUnless(SharedData.Exists("trajectories", "gsm8k", "example_model_solutions.jsonl"), SharedData.SkipReason);

        var sets = CandidateFile.Read(JsonRecords.Read(SharedData.Path("trajectories", "gsm8k", "example_model_solutions.jsonl")));

        Assert.Equal(1319, sets.Length);
        Assert.All(sets, s => Assert.Equal(4, s.Candidates.Count));
        Assert.Equal(742, sets.Count(s => s.Candidates[3].IsCorrect));
        Assert.Equal("26", sets[0].Candidates[0].Answer);
    }

    private static string Line(string kind, string id, string errors) =>
        $$"""{"classification": "{{kind}}", "idx": "{{id}}", "original_question": "original", "original_process": ["a", "b"], "modified_question": "modified", "modified_process": ["a", "b", "c"], "error_steps": {{errors}}, "modified_steps": [], "reason": "", "question": "original"}""" + "\n";

    private static string Row(int problem, string type) =>
        $$"""{"problem": "p{{problem}}", "answer": "1", "eval_solution": ["a", "b"], "solution_reference": "gpt", "solution_type": "{{type}}", "problem_id": {{problem}}, "id": 0}""";

    private static void AssertError(string text, int line, string expected, Action<string> read, string place = "")
    {
        using var file = new DataFile(text);
        Assert.Equal($"{file.Path}, line {line}{place}: {expected}.", Assert.Throws<InvalidDataException>(() => read(file.Path)).Message);
    }
}
