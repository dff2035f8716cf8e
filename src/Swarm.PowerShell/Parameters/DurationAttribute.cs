using System.Globalization;
using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>
/// Reads a bare number as seconds, where PowerShell would read a number of ticks or days, and what JSON makes of a time span.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        double? seconds = value switch
        {
            byte or short or int or long or float or double or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            PSCustomObject when PSObject.AsPSObject(inputData).Properties[nameof(TimeSpan.TotalSeconds)]?.Value is { } total => Convert.ToDouble(total, CultureInfo.InvariantCulture),
            _ => null,
        };
        return seconds switch
        {
            null => inputData,
            > 0 and < int.MaxValue => TimeSpan.FromSeconds(seconds.Value),
            _ => throw new ArgumentTransformationMetadataException($"'{inputData}' is no duration: give a positive number of seconds, or a TimeSpan."),
        };
    }
}
