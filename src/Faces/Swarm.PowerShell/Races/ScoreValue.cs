using System.Globalization;
using System.Management.Automation;
using Swarm.Core.Errors;

namespace Swarm.PowerShell.Races;

/// <summary>Reads a score from what a script gave.</summary>
internal static class ScoreValue
{
    /// <summary>Reads a score: a number, a truth value (1 or 0), or a result of Pester, of which the share of passed tests counts.</summary>
    /// <param name="value">What the script gave last; null where it gave nothing.</param>
    /// <exception cref="SwarmException">It is none of those.</exception>
    public static double Read(PSObject? value) => value?.BaseObject switch
    {
        null => throw new SwarmException(ErrorCode.StepFailed, "it gave nothing: end the score with a number, $true or $false, or a result of Invoke-Pester -PassThru"),
        bool truth => truth ? 1 : 0,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Refused($"the text '{text}'"),
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => Convert.ToDouble(value.BaseObject, CultureInfo.InvariantCulture),
        _ => ReadTests(value),
    };

    // A test that was skipped did not pass, and neither did a file that could not be read: only all passed scores 1.
    private static double ReadTests(PSObject result)
    {
        if (Count(result, "PassedCount") is not { } passed || Count(result, "FailedCount") is not { } failed || Count(result, "TotalCount") is not { } total)
        {
            throw Refused($"a {result.BaseObject.GetType().Name}");
        }

        var tests = Math.Max(total, passed + failed) + (Count(result, "FailedContainersCount") ?? 0);
        return tests > 0 ? (double)passed / tests : throw new SwarmException(ErrorCode.StepFailed, "Pester found no test");
    }

    private static long? Count(PSObject result, string name) => LanguagePrimitives.TryConvertTo<long?>(result.Properties[name]?.Value, out var count) ? count : null;

    private static SwarmException Refused(string what) =>
        new(ErrorCode.StepFailed, $"it gave {what}: end the score with a number, $true or $false, or a result of Invoke-Pester -PassThru");
}
