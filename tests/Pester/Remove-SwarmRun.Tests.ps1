BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Remove-SwarmRun' {
    It 'leaves everything with -WhatIf' {
        $base | Remove-SwarmRun -WhatIf
        (Get-SwarmNode base).NodeId | Should -Be $base.NodeId
    }

    It 'removes a node; what descends from it still verifies' {
        $child = $base | Resume-SwarmRun { 'x' } -Label child
        $base | Remove-SwarmRun | Should -BeNullOrEmpty
        (Get-SwarmNode).NodeId | Should -Be $child.NodeId
        Test-SwarmCertificate child -Recurse -Quiet | Should -BeTrue
        Remove-SwarmRun $base.NodeId -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmNodeNotFound,*'
    }
}

Describe 'Remove-SwarmRun by a rule' {
    BeforeAll {
        . (Join-Path $PSScriptRoot Scene.ps1)
        Enter-Scene
        $env:SOURCE_DATE_EPOCH = '1700000000'
        $old = New-Base main
        $env:SOURCE_DATE_EPOCH = $null
        $runs = 1..4 | ForEach-Object { Resume-SwarmRun main { 'x' } }
        $quiet = Start-SwarmRun -Label quiet { 'x' }
    }
    AfterAll { Exit-Scene; $env:SOURCE_DATE_EPOCH = $null }

    It 'reads 30d and 12h, and says with -WhatIf what would go' {
        Remove-SwarmRun -OlderThan 30d -PassThru -WhatIf | Should -BeNullOrEmpty
        # Too long for a duration, and no number of seconds either.
        { Remove-SwarmRun -OlderThan 3650000d } | Should -Throw
        (Get-SwarmNode -Label main, quiet).Count | Should -Be 6
    }

    It 'takes no age without a unit, as a variable keeps of 30d' {
        $age = 30d
        { Remove-SwarmRun -OlderThan $age } | Should -Throw '*quotes*'
        { Remove-SwarmRun -OlderThan 30 } | Should -Throw '*30d*'
        { Remove-SwarmRun -OlderThan '30' } | Should -Throw '*30d*'
        $age = '30d'
        Remove-SwarmRun -OlderThan $age -PassThru -WhatIf | Should -BeNullOrEmpty
        (Get-SwarmNode -Label main, quiet).Count | Should -Be 6
    }

    It 'removes only what is old' {
        (Remove-SwarmRun -OlderThan 12h -PassThru -Confirm:$false).NodeId | Should -Be $old.NodeId
        Remove-SwarmRun -OlderThan 30d -PassThru | Should -BeNullOrEmpty
    }

    It 'keeps the newest, and shows the rest as removed' {
        $gone = Remove-SwarmRun -KeepLast 2 -Label ma* -PassThru
        $gone.NodeId | Should -Be $runs[0, 1].NodeId
        $gone.IsRemoved | Should -Be $true, $true
        (Get-SwarmRun -Label main).Status | Should -Be removed, removed, removed, succeeded, succeeded
        (Get-SwarmRun -Status removed -Label main).RunId | Should -Be (@($old) + $runs[0, 1]).RunId
        Get-SwarmRun | Out-String | Should -Match 'removed'
        (Get-SwarmNode -Label main, quiet).Count | Should -Be 3
        $listed = Get-SwarmNode -IncludeRemoved -Label main
        @($listed | Where-Object IsRemoved).Count | Should -Be 3
        $listed | Out-String | Should -Match 'removed'
        Show-SwarmTree | Should -Match 'removed'
        Test-SwarmCertificate main -Recurse -Quiet | Should -BeTrue
        (Get-SwarmHead).Operation | Should -Be remove
    }

    It 'finds nothing to remove the second time, by status too' {
        Remove-SwarmRun -KeepLast 2 -PassThru | Should -BeNullOrEmpty
        Get-SwarmRun -Status succeeded -Label main | Remove-SwarmRun -WhatIf -ErrorAction Stop
    }

    It 'keeps the tip of a branch unless none is to be kept' {
        Remove-SwarmRun -KeepLast 1 -Label quiet -PassThru | Should -BeNullOrEmpty
        (Remove-SwarmRun -KeepLast 0 -Label quiet -PassThru).NodeId | Should -Be $quiet.NodeId
    }

    It 'refuses <Command>' -ForEach @(
        @{ Command = 'Remove-SwarmRun -Label main'; Id = 'SwarmSpecInvalid,*' }
        @{ Command = 'Remove-SwarmRun -KeepLast 0'; Id = 'SwarmSpecInvalid,*' }
        @{ Command = 'Remove-SwarmRun -KeepLast 1 -Label mian'; Id = 'SwarmNodeNotFound,*' }
    ) {
        Invoke-Expression "$Command -ErrorVariable failure -ErrorAction SilentlyContinue"
        $failure[0].FullyQualifiedErrorId | Should -BeLike $Id
        (Get-SwarmNode main).NodeId | Should -Be $runs[3].NodeId
    }
}
