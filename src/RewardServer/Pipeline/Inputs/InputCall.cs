using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Layouts;

namespace RewardServer.Pipeline.Inputs;

/// <summary>A call whose work is inputs that the client laid out itself, with every name and default resolved.</summary>
internal sealed class InputCall : TrajectoryCall
{
    private readonly InputRequest _request;

    private InputCall(ServedModel model, InputRequest request)
        : base(model, model.RuleFor(null, null, null).Value) => _request = request;

    /// <summary>Checks a request and resolves it.</summary>
    /// <exception cref="ApiException">The request is not valid, or names a model that is not there or cannot read such inputs.</exception>
    public static InputCall Create(InputRequest request, Func<string?, ServedModel> find)
    {
        var errors = new RequestErrors();
        RequestChecks.CheckCount(request.Inputs.Count, "/" + request.Field, "input", errors);
        errors.ThrowIfAny();
        var model = find(request.Model);
        if (model.Generative is not null || model.Composite is not null || !model.CanScore)
            throw Refused("/model", $"the model '{model.Name}' ({model.Info.Kind}) has no scores of a whole input; it is asked at {string.Join(", ", model.Info.Calls)}");
        if (request.Reading is not null && model.Encoded.Readout!.RowsPerScore != 1)
            throw Refused("/model", $"the model '{model.Name}' takes more than one position a score; leave out where it is read");
        var call = new InputCall(model, request) { StepSeparator = model.StepSeparator, IsPartial = false, Truncation = request.Truncation };
        call.Work = [.. request.Inputs.Select((input, index) => call.Prepare(index, input, errors))];
        errors.ThrowIfAny();
        return call;
    }

    /// <inheritdoc/>
    public override string PointerOf(TrajectoryWork work) => _request.Inputs.Count == 1 ? "/" + _request.Field : $"/{_request.Field}/{work.Index}";

    /// <inheritdoc/>
    public override ScoringResult<EncodedTrajectory> Encode(TrajectoryWork work) => work.Trajectory is not null
        ? base.Encode(work)
        : Model.Input.WholeEncoder.Encode(_request.Inputs[work.Index], Truncation, _request.MaxTokens, _request.Reading);

    private TrajectoryWork Prepare(int index, WholeInput input, RequestErrors errors)
    {
        if (input is not WholeChat chat || (Model.Input.Format is { Chat: not null } format && (_request.Reading ?? format.Reading) is not null))
        {
            EstimatedTokens += Estimate(input);
            return new() { Index = index };
        }

        // The format is no chat, or one of just two turns: they are the problem and the response.
        var work = chat.Messages is [{ Role: ChatRole.User } problem, { Role: ChatRole.Assistant } response]
            ? WorkOf(index, null, TextOf(problem), null, TextOf(response), null)
            : null;
        if (work is null)
            errors.Add("/messages", $"the model '{Model.Name}' has the format '{Model.Input.Format.Name}', which renders no chat but one of a user's and an assistant's message; send those, or input");
        else if (work.Error is { } error)
            errors.Add("/messages/1/content", error.Message);
        else if (_request.Reading is not null)
            errors.Add("/messages", $"the model '{Model.Name}' renders no chat, so its steps are read where its format reads them; leave out where, or send input");
        return work ?? new() { Index = index };
    }

    private static string TextOf(ChatMessage message) => string.Concat(message.Content.OfType<TextPiece>().Select(piece => piece.Text));

    private static long Estimate(WholeInput input) => input switch
    {
        WholeText text => TokenEstimate.Of(text.Text, null, null),
        WholeTokens tokens => tokens.Ids.Length,
        WholeChat chat => chat.Messages.Sum(message => TokenEstimate.Of(TextOf(message), null, null)),
        _ => 1,
    };
}
