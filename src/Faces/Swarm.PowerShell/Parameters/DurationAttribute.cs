using System.Globalization;
using System.Management.Automation;
using Swarm.Core.Time;

namespace Swarm.PowerShell.Parameters;

/// <summary>
/// Reads a bare number as seconds, where PowerShell would read a number of ticks or days, a number with a unit (30d, 12h), and what JSON
/// makes of a time span.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a bare number is refused: PowerShell keeps of <c>$age = 30d</c> the number alone, and 30 seconds would remove too much.</summary>
    public bool NeedsUnit { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var seconds = value switch
        {
            // PowerShell takes 30d for a decimal number, and keeps what was typed beside it.
            byte or short or int or long or float or double or decimal => Read(LanguagePrimitives.ConvertTo<string>(inputData)) ?? double.NaN,
            string text => Read(text),
            PSCustomObject when PSObject.AsPSObject(inputData).Properties[nameof(TimeSpan.TotalSeconds)]?.Value is { } total => Convert.ToDouble(total, CultureInfo.InvariantCulture),
            _ => null,
        };
        return seconds switch
        {
            null => inputData,
            > 0 and < int.MaxValue => TimeSpan.FromSeconds(seconds.Value),
            _ => throw new ArgumentTransformationMetadataException(NeedsUnit
                ? $"'{inputData}' is no duration: give 12h, 30d or a TimeSpan, and '30d' in quotes where a variable holds it."
                : $"'{inputData}' is no duration: give a positive number of seconds, 12h, 30d, or a TimeSpan."),
        };
    }

    private double? Read(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (NeedsUnit ? double.NaN : number) : Duration.Parse(text)?.TotalSeconds;
}
