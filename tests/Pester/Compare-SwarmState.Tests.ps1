BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Database seed.sqlite
    $base = Start-SwarmRun -Workspace ./repo -State seed.sqlite -Label base { 'x' > x.txt }
    $other = Start-SwarmRun -Workspace ./repo -Label other { 'y' > y.txt }
    $forks = $base | Copy-SwarmRun -Label left, right
    $left, $right = $forks | Resume-SwarmRun { $env:SWARM_LABEL > x.txt; $env:SWARM_LABEL > "$env:SWARM_LABEL.txt" }
}
AfterAll { Exit-Scene }

Describe 'Compare-SwarmState' {
    It 'says that a node is the same as itself' { (Compare-SwarmState base base).IsSame | Should -BeTrue }

    It 'compares files' {
        $difference = Compare-SwarmState $left $right
        $difference.IsSame | Should -BeFalse
        $difference.ReferenceLabel | Should -Be left
        $difference.DifferenceLabel | Should -Be right
        "$($difference.Files)" | Should -Be 'removed left.txt added right.txt changed x.txt'
    }

    It 'compares tables' {
        $difference = Compare-SwarmState -Reference other -Difference base
        ($difference.Tables | Where-Object Name -EQ note).Change | Should -Be added
        ($difference.Tables | Where-Object Name -EQ note).Added | Should -Be 2
    }

    It 'takes the difference from the pipeline' {
        ($left, $right | Compare-SwarmState base).DifferenceLabel | Should -Be left, right
    }

    It 'is shown' { Compare-SwarmState $left $right | Out-String | Should -Match 'changed x.txt' }
}
