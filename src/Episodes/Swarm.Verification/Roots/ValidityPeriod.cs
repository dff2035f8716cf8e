using System.Runtime.InteropServices;
using System.Text.Json;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Roots;

/// <summary>When the trusted root trusts an instance, both ends included.</summary>
/// <param name="Start">From when.</param>
/// <param name="End">Until when; null where no end is known.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ValidityPeriod(DateTimeOffset Start, DateTimeOffset? End)
{
    internal bool Covers(DateTimeOffset time) => time >= Start && !(time > End);

    internal static ValidityPeriod Read(JsonElement owner, string what)
    {
        var period = owner.FindObject("validFor", what);
        var start = period?.ReadTime("start", $"{what}'s validFor") ?? throw Refusal.Malformed($"{what} does not say from when it is valid.");
        var end = period.Value.ReadTime("end", $"{what}'s validFor");
        return !(end < start) ? new ValidityPeriod(start, end) : throw Refusal.Malformed($"{what} ends before it starts.");
    }
}
