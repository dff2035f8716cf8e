using System.Globalization;

namespace Swarm.Backends.Tests.Server;

/// <summary>Something that goes wrong with one request.</summary>
public abstract record Fault
{
    /// <summary>Is told when the fault takes place.</summary>
    public Action? Reached { get; init; }

    /// <summary>Another answer, instead of what was asked for.</summary>
    public sealed record Answer(Func<ServerAnswer> Make) : Fault;

    /// <summary>What was asked for is done, and its answer changed.</summary>
    public sealed record Change(Func<ServerAnswer, ServerAnswer> To) : Fault;

    /// <summary>The connection is dropped; what was asked for may have been done.</summary>
    public sealed record Drop(bool IsDone) : Fault;

    /// <summary>No answer comes until the client gives up; what was asked for may have been done.</summary>
    public sealed record Hang(bool IsDone) : Fault;

    /// <summary>The body comes in drops until the client gives up.</summary>
    public sealed record Trickle : Fault;

    public static Fault Status(int status, string message = "Scripted fault") => new Answer(() => ServerAnswer.Message(status, message));

    public static Fault PrimaryLimit(TimeProvider clock, TimeSpan until) => new Answer(() => ServerAnswer
        .Message(403, "API rate limit exceeded for user ID 1.")
        .With("x-ratelimit-limit", "5000")
        .With("x-ratelimit-remaining", "0")
        .With("x-ratelimit-reset", (clock.GetUtcNow() + until).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

    public static Fault SecondaryLimit(string? retryAfter, int status = 403) => new Answer(() =>
    {
        var answer = ServerAnswer.Message(status, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
        return retryAfter is null ? answer : answer.With("Retry-After", retryAfter);
    });
}
