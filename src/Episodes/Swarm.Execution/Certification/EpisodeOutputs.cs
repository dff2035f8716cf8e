using System.Globalization;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Execution.Networks;
using Swarm.Storage.Snapshots;

namespace Swarm.Execution.Certification;

/// <summary>All that a step gave out, as it was observed.</summary>
/// <param name="Status">One of <see cref="RunStatus"/>.</param>
/// <param name="ExitCode">The step's exit code, where it gave one.</param>
/// <param name="Capture">What its workspace and state were read into.</param>
/// <param name="LogSha256">The digest of its log.</param>
/// <param name="ResponseSha256">The digest of its response; null where it wrote none.</param>
/// <param name="Response">The beginning of the response as text.</param>
/// <param name="StateRefused">Why its state was refused; null where it was kept.</param>
/// <param name="Errors">What went wrong.</param>
/// <param name="Attempts">How often the step was tried.</param>
/// <param name="Protection">What kept it to its route and folder.</param>
internal sealed record EpisodeOutputs(
    string Status,
    int? ExitCode,
    CaptureResult Capture,
    Digest LogSha256,
    Digest? ResponseSha256,
    string? Response,
    string? StateRefused,
    IReadOnlyList<ErrorEntry> Errors,
    int Attempts,
    ObservedProtection Protection)
{
    /// <summary>What of its state could not be checked.</summary>
    public IReadOnlyList<string> StateUnchecked { get; init; } = [];

    /// <summary>The digest of everything that the certificate will say of the outputs.</summary>
    public Digest Digest => Digest.Compute(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"swarm/outputs/v1\n{(Attempts > 1 ? $"{Attempts} attempts\n" : string.Empty)}{Status}\n{ExitCode}\n{Capture.ContentRoot}\n{LogSha256}\n{Capture.Manifest.Log is not null}\n{(Protection.ReceiptsSha256 is { } receipts ? $"{receipts}\n" : string.Empty)}{ResponseSha256}\n{StateRefused}\n{string.Concat(StateUnchecked.Select(part => $"unchecked {part}\n"))}{string.Join('\n', Capture.LeftOut)}")));
}
