namespace RewardServer.Training.Runs;

/// <summary>One trajectory as the trainer needs it.</summary>
/// <param name="Ids">Token ids, exactly those the server will see.</param>
/// <param name="Reads">Positions the head is read at, with the label (1 right, 0 wrong) there.</param>
/// <param name="Predicted">Positions of numbers with the right token there; each is predicted from the tokens before it.</param>
internal sealed record TrainingExample(int[] Ids, (int Position, int Label)[] Reads, (int Position, int Token)[] Predicted);
