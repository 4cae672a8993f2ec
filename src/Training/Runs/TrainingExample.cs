namespace RewardServer.Training.Runs;

/// <summary>One trajectory as the trainer needs it.</summary>
/// <param name="Ids">Token ids, exactly those the server will see.</param>
/// <param name="Reads">Positions the head is read at, with what is to be said there: 1 right, 0 wrong, a share between them, or the id of a token.</param>
/// <param name="Predicted">Positions of numbers with the right token there; each is predicted from the tokens before it.</param>
internal sealed record TrainingExample(int[] Ids, (int Position, float Label)[] Reads, (int Position, int Token)[] Predicted);
