using RewardServer.Training.Evaluation;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.Evaluation;

public sealed class ScoreFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Trajectories_are_written_one_a_line_with_ids()
    {
        ScoreFile.WriteTrajectories([("1 + 1?", ["= 2"]), ("\"q\"\n", ["a", "b"])], path);

        Assert.Equal("""{"id":"0","problem":"1 \u002B 1?","steps":["= 2"]}""", File.ReadAllLines(path)[0]);
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void Scores_are_read_in_order()
    {
        File.WriteAllLines(path, ["""{"index":0,"id":"0","steps":[{"index":0,"score":0.5},{"index":1,"score":1}]}""", """{"index":1,"id":"1","steps":[{"index":0,"score":0}]}"""]);

        Assert.Equal([[0.5f, 1f], [0f]], ScoreFile.ReadScores(path, [2, 1]));
    }

    [Fact]
    public void Trajectory_that_was_too_long_has_no_scores()
    {
        File.WriteAllText(path, """{"id":"0","error":{"code":"too_long"}}""");

        Assert.Empty(Assert.Single(ScoreFile.ReadScores(path, [1])));
    }

    [Fact]
    public void Verdicts_are_read_with_their_cost_and_an_unparsable_one_is_wrong_about_everything()
    {
        File.WriteAllLines(path,
        [
            """{"id":"0","score":0.9,"steps":[{"score":1},{"score":1}],"verification":{"samples":[{"generated_tokens":20},{"generated_tokens":10}]}}""",
            """{"id":"1","error":{"code":"unparsable_verdict"}}""",
            """{"id":"2","score":0.2,"steps":[{"score":1},{"score":0}],"verification":{"samples":[{"generated_tokens":12}]}}""",
        ]);
        LabelledTrajectory[] chains =
        [
            LabelledTrajectory.Chain("story", "a", ["1", "2"], -1, null),
            LabelledTrajectory.Chain("story", "b", ["1"], -1, null),
            LabelledTrajectory.Chain("story", "c", ["1", "2"], 1, null),
        ];

        var verdicts = ScoreFile.ReadVerdicts(path, [2, 1, 2]);

        Assert.True(ScoreFile.HasVerdicts(path));
        Assert.Equal([0.9f, null, 0.2f], verdicts.Select(v => v.Probability));
        var verdict = VerdictReport.Create(chains, verdicts)[^1];
        Assert.Equal((3, 2 / 3.0, 1 / 3.0, 21.0), (verdict.Trajectories, verdict.YesNoAccuracy, verdict.Unparsable, verdict.Tokens));
        var steps = FamilyReport.Create(chains, [.. chains.Zip(verdicts, VerdictReport.StepScores)], 0.5f)[^1];
        Assert.Equal((1.0, 0.5, 0.8), (steps.FirstError.ErrorAccuracy, steps.FirstError.CorrectAccuracy, steps.StepAccuracy));
        Assert.Throws<InvalidDataException>(() => ScoreFile.ReadScores(path, [2, 1, 2]));
    }

    [Theory]
    [InlineData("""{"id":"0","steps":[]}""")]
    [InlineData("""{"id":"1","steps":[{"score":1}]}""")]
    [InlineData("""{"id":"0","error":{"code":"model_error"}}""")]
    [InlineData("")]
    public void Results_that_do_not_fit_are_refused(string lines)
    {
        File.WriteAllText(path, lines);

        Assert.Throws<InvalidDataException>(() => ScoreFile.ReadScores(path, [1]));
    }
}
