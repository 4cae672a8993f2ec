namespace RewardServer.Pipeline.Verification;

/// <summary>Answers to verdicts, while the engine works.</summary>
internal static class VerificationStage
{
    /// <summary>Compares the answer of each trajectory that has a reference answer.</summary>
    public static void Run(ModelCall call, CancellationToken cancellationToken)
    {
        foreach (var work in call.Work)
        {
            if (work.Trajectory is not { ReferenceAnswer: { } reference } trajectory || work.Error is not null)
                continue;
            // One comparison is bounded; a call of many is ended here.
            cancellationToken.ThrowIfCancellationRequested();
            work.Verdict = call.Verifier.VerifyAnswer(FinalAnswer.Of(trajectory, call.StepSeparator), reference);
        }
    }
}
